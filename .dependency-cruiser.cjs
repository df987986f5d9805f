// The direction of the house (ARCHITECTURE.md, "Layers"): each folder may import only what stands here.
const layers = {
  core: [],
  keepalived: ['core', 'haproxy'],
  haproxy: ['core'],
  nginx: ['core'],
  mysql: ['core'],
  ssh: ['core'],
  ui: ['core', 'lint'],
  report: ['core', 'lint'],
  inventory: ['core', 'keepalived', 'haproxy', 'nginx', 'mysql'],
  import: ['core', 'inventory'],
  playbook: ['core', 'inventory', 'steps', 'keepalived', 'haproxy', 'nginx', 'mysql'],
  steps: ['core', 'keepalived', 'haproxy'],
  verify: ['core', 'keepalived', 'haproxy', 'nginx', 'mysql'],
  drill: ['core', 'keepalived', 'haproxy', 'verify'],
  lint: ['core', 'keepalived', 'haproxy', 'nginx'],
  engine: ['core'],
  adopt: ['core', 'keepalived', 'haproxy'],
  // Composes all the others: only it knows which validators, kinds and transports there are.
  cli: [
    'core',
    'keepalived',
    'haproxy',
    'nginx',
    'inventory',
    'import',
    'playbook',
    'steps',
    'engine',
    'verify',
    'drill',
    'lint',
    'adopt',
    'ssh',
    'ui',
    'report',
  ],
};

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    ...Object.entries(layers).map(([layer, allowed]) => ({
      name: `layer-${layer}`,
      severity: 'error',
      from: { path: `^src/${layer}/` },
      to: { path: '^src/', pathNot: `^src/(${[layer, ...allowed].join('|')})/` },
    })),
    {
      name: 'only-ssh-opens-connections',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/ssh/' },
      to: { path: 'node_modules/(ssh2|node-ssh|execa)/' },
    },
    {
      name: 'only-ui-draws',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/ui/' },
      to: { path: 'node_modules/listr2/' },
    },
    {
      name: 'only-cli-parses-flags',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(cli/|main)' },
      to: { path: 'node_modules/commander/' },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
  },
};

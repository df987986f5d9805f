import type { Finding } from '../lint/finding.ts';
import type { Rule } from '../lint/rule.ts';

export interface SarifData {
  version: string;
  rules: readonly Rule[];
  findings: readonly Finding[];
  /** What a comment allows, and why. */
  allowed: readonly { finding: Finding; reason: string }[];
}

/** SARIF 2.1.0, as code hosts show it beside the lines. What a comment allows is in it, as suppressed. */
export function sarif({ version, rules, findings, allowed }: SarifData): string {
  const indexOf = new Map(rules.map(({ id }, index) => [id, index]));
  const resultOf = (finding: Finding) => ({
    ruleId: finding.id,
    ...(indexOf.has(finding.id) && { ruleIndex: indexOf.get(finding.id) }),
    level: finding.severity,
    message: { text: `${finding.message}. Fix: ${finding.fix}` },
    locations: [locationOf(finding)],
  });
  const document = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'hadeploy', version, rules: rules.map(descriptorOf) } },
        columnKind: 'utf16CodeUnits',
        results: [
          ...findings.map(resultOf),
          ...allowed.map(({ finding, reason }) => ({
            ...resultOf(finding),
            suppressions: [{ kind: 'inSource', justification: reason }],
          })),
        ],
      },
    ],
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function descriptorOf({ id, severity, scope, title, why, fix, source }: Rule) {
  const help = `${why}\n\nFix: ${fix}\n\nSource: ${source}`;
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: why },
    help: { text: help, markdown: help },
    defaultConfiguration: { level: severity },
    properties: { scope },
  };
}

function locationOf({ file, line, column, node }: Finding) {
  if (file === null) return { logicalLocations: [{ name: node ?? 'pair', kind: 'module' }] };
  const region =
    line === null
      ? {}
      : { region: { startLine: line, ...(column !== null && { startColumn: column }) } };
  return { physicalLocation: { artifactLocation: { uri: uriOf(file) }, ...region } };
}

/** "lb01:/etc/x" would be a URI of the scheme `lb01`. */
function uriOf(file: string): string {
  const path = file.replace(/^([^:]+):(?=\/)/, '$1');
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  return path.startsWith('/') ? `file://${encoded}` : encoded;
}

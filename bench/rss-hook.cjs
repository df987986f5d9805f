// Peak resident size in KiB, written when the process ends: node --require bench/rss-hook.cjs ...
const { writeFileSync } = require('node:fs');

process.on('exit', () => {
  writeFileSync(process.env.HADEPLOY_BENCH_RSS, String(process.resourceUsage().maxRSS));
});

import { expect, test } from 'vitest';
import { changed, loadText } from './temp-project.ts';
import { directors, directorsWith, wrongs } from './vrrp-parts.ts';

const fast = '  interface: eth0\n  profile: fast\n';
const fastDirectors = directorsWith('  interface: eth0\n', fast).replace('100/24', '100');

test('the profile fast of directors, which have no haproxy, is refused, and says what to write', async () => {
  expect(await wrongs(fastDirectors)).toEqual([
    'vrrp.track_process: the process haproxy is tracked (the default of the profile fast), but this cluster has none: no node would ever hold a VIP',
  ]);
  await loadText(fastDirectors.replace(fast, `${fast}  track_process: []\n`));
});

test('silent: without the profile, and where haproxy is', async () => {
  await loadText(directors);
  await loadText(
    changed('  interface: eth0\n', fast).replace('{ interval: 2, weight: -20 }', '{}'),
  );
});

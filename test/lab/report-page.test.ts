import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { htmlReport } from '../../src/report/html-report.ts';
import { sample } from '../unit/report/fixtures.ts';

const chromium = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  existsSync,
);

/** Where there is a browser: what only it can tell. No host of the lab is touched. */
describe.skipIf(chromium === undefined)('the page in a browser', () => {
  let directory = '';
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'hadeploy-page-'));
    await writeFile(join(directory, 'report.html'), htmlReport(sample));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  /** Its console, as lines of its log. */
  const browse = async (...flags: string[]): Promise<string> => {
    const common = [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--enable-logging=stderr',
      '--v=0',
    ];
    const profile = `--user-data-dir=${join(directory, 'profile')}`;
    const page = `file://${join(directory, 'report.html')}`;
    const { stderr } = await promisify(execFile)(
      chromium ?? '',
      [...common, profile, ...flags, page],
      { timeout: 60_000 },
    );
    return stderr;
  };
  const screenshot = async (name: string, ...flags: string[]): Promise<Buffer> => {
    const file = join(directory, name);
    const log = await browse('--window-size=1040,1600', `--screenshot=${file}`, ...flags);
    expect(log.split('\n').filter((line) => line.includes('CONSOLE'))).toEqual([]);
    return readFile(file);
  };

  test('its own policy lets its style apply; light and dark differ', async () => {
    const light = await screenshot('light.png');
    const dark = await screenshot('dark.png', '--blink-settings=preferredColorScheme=0');
    const plain = htmlReport(sample).replace(/sha256-[^']{5}|sha256-[^&]{5}/, 'sha256-AAAAA');
    await writeFile(join(directory, 'report.html'), plain);
    const refused = await browse('--screenshot=' + join(directory, 'refused.png'));
    expect(light.equals(dark)).toBe(false);
    expect(refused).toMatch(/CONSOLE.*style/);
    await writeFile(join(directory, 'report.html'), htmlReport(sample));
  });

  test('on paper: A4, a few pages', async () => {
    const file = join(directory, 'report.pdf');
    await browse('--no-pdf-header-footer', `--print-to-pdf=${file}`);
    const pdf = (await readFile(file)).toString('latin1');
    const pages = pdf.match(/\/Type \/Page\b/g) ?? [];
    expect(pages.length).toBeGreaterThan(3);
    expect(pages.length).toBeLessThan(10);
    expect(pdf).toMatch(/\/MediaBox \[0 0 59[45](\.\d+)? 84[12](\.\d+)?\]/);
  });
});

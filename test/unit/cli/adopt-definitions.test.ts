import { chmodSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allTexts, keepalivedPath, rendered, textIn } from './adopt-project.ts';
import { byIncludes, password } from './adopt-styles.ts';
import { directoryWith, hadeploy } from './fake-io.ts';

const words = ['adopt', 'prod', '--node', 'lb01=lb01', '--node', 'lb02=lb02'];
const include = '/etc/keepalived/conf.d/10-vip.conf';

/** A pair whose password is a definition of the main file, which an include uses. */
async function adopted(definition: string) {
  const files = Object.fromEntries(
    Object.entries(byIncludes()).map(([path, text]) => [
      path,
      path.endsWith('keepalived.conf')
        ? `${definition}\n${text}`
        : text.replace(`auth_pass ${password}`, 'auth_pass $PASS'),
    ]),
  );
  const dir = directoryWith(files);
  for (const path of Object.keys(files)) chmodSync(join(dir, path), 0o600);
  const ran = await hadeploy(dir, words);
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  expect(ran.stdout).not.toContain(password);
  const { files: written } = await rendered(dir, 'prod');
  for (const host of ['lb01', 'lb02']) {
    expect(written[host]?.[keepalivedPath]).toBe(files[`${host}/keepalived.conf`]);
    expect(written[host]?.[include]).toBe(files[`${host}/conf.d/10-vip.conf`]);
  }
  return dir;
}

describe('adopt of a password that is a definition', () => {
  it('keeps it apart', async () => {
    const dir = await adopted(`$PASS=${password}`);
    expect(textIn(dir, 'files/prod/keepalived.conf.liquid')).toContain('$PASS={{ vars.vrrp }}\n');
    expect(textIn(dir, 'secrets/prod/vrrp')).toBe(`${password}\n`);
    const elsewhere = allTexts(dir, ['inventory', 'playbooks', 'files']);
    expect(elsewhere.join('\n')).not.toContain(password);
  });

  it('hides the file where it cannot, and not those that only name it', async () => {
    const dir = await adopted(`$PASS="${password}"`);
    const mode = (path: string): number => statSync(join(dir, 'files/prod', path)).mode & 0o777;
    expect(mode('keepalived.conf')).toBe(0o600);
    expect(mode(`lb01${include}`)).toBe(0o644);
    expect(textIn(dir, 'files/prod/.gitignore')).toBe(
      '# Passwords stand in these.\n/keepalived.conf\n',
    );
  });

  it('hides a block of several lines with one', async () => {
    const block = `$AUTH=\\\n  auth_type PASS \\\n  auth_pass ${password}\n$PASS=not-used`;
    const dir = await adopted(block);
    expect(textIn(dir, 'secrets/prod/vrrp')).toBe(`${password}\n`);
  });
});

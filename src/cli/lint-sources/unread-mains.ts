import { accessSync, constants, lstatSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '../../core/failure.ts';
import { textAt } from './local-files.ts';

const mains: Record<string, string> = {
  keepalived: 'keepalived.conf',
  haproxy: 'haproxy.cfg',
  nginx: 'nginx.conf',
};

/** Main configurations that lie in a directory, but cannot be read: they would pass for clean ones. */
export function unreadMains(root: string, dir: string): Problem[] {
  return Object.entries(mains).flatMap(([daemon, name]) =>
    [name, join(daemon, name), join('etc', daemon, name)].flatMap((below): Problem[] => {
      const why = whyUnread(join(root, below));
      return why === null
        ? []
        : [
            {
              message: `${join(dir, below)} cannot be read: ${why}`,
              hint: 'a configuration that was not looked at would pass for one without mistakes',
            },
          ];
    }),
  );
}

/** Whether somebody may look into a directory. */
export function isOpen(dir: string): boolean {
  try {
    accessSync(dir, constants.R_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** null: it was read, or is not there. */
function whyUnread(local: string): string | null {
  try {
    lstatSync(local);
    if (textAt(local, local).length > 0 || statSync(local).isDirectory()) return null;
    accessSync(local, constants.R_OK);
    return 'no text of at most 1 MiB';
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (code === 'EACCES') return 'permission denied';
    return code === 'ENOENT' && syscall === 'stat' ? 'it is a link that leads nowhere' : null;
  }
}

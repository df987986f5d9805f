import type { KeptFile } from '../../adopt/kept-files.ts';
import type { OneFile } from '../../adopt/main-file.ts';
import type { SecretNames } from '../../adopt/secret-names.ts';

/** A file of the project that adopt writes. */
export interface ProjectFile {
  /** Below the project's directory. */
  path: string;
  content: string;
  mode: number;
}

/** What is kept of the nodes; files with passwords are the user's alone, and ignored by git. */
export function filesOf(cluster: string, kept: (OneFile | KeptFile)[]): ProjectFile[] {
  const hidden = kept.filter(({ isPrivate }) => isPrivate);
  return [
    ...kept.map(({ local, text, isPrivate }) => ({
      path: `files/${cluster}/${local}`,
      content: text,
      mode: isPrivate ? 0o600 : 0o644,
    })),
    ...(hidden.length === 0
      ? []
      : [
          {
            path: `files/${cluster}/.gitignore`,
            content: `# Passwords stand in these.\n${hidden.map(({ local }) => `/${local}\n`).join('')}`,
            mode: 0o644,
          },
        ]),
  ];
}

/** One file a secret, in a directory that git ignores. */
export function secretFiles(
  cluster: string,
  secrets: SecretNames,
  used: Set<string>,
): ProjectFile[] {
  const files = secrets
    .all()
    .filter(({ name }) => used.has(name))
    .map((secret) => ({
      path: `secrets/${cluster}/${secret.name}`,
      content: `${secret.reveal()}\n`,
      mode: 0o600,
    }));
  return files.length === 0
    ? []
    : [...files, { path: `secrets/${cluster}/.gitignore`, content: '*\n', mode: 0o644 }];
}

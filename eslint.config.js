import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'test/lab/run/'] },
  eslint.configs.recommended,
  {
    files: ['{src,test,bench,scripts}/**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-control-regex': 'off', // control characters are exactly what we look for in hostile input
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
      ],
      'max-params': ['error', 4],
    },
  },
  {
    files: ['*.js', '*.cjs', 'scripts/*.mjs', 'bench/*.cjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        module: 'readonly',
        require: 'readonly',
        console: 'readonly',
      },
    },
  },
  {
    // Only the composition root and the command line speak to the process; only ui/ prints.
    files: ['src/**/*.ts'],
    ignores: ['src/main.ts', 'src/cli/**', 'src/ui/**'],
    rules: { 'no-console': 'error', 'no-restricted-globals': ['error', 'process'] },
  },
);

import { defineConfig } from 'vitest/config';

// eslint-disable-next-line no-restricted-syntax -- vitest reads the default export
export default defineConfig({
  test: {
    include: ['test/unit/lint/**/*.test.ts'],
    // They ask all rules at once whether they crash, not what one of them says.
    exclude: ['**/{fuzz,flood,many}.test.ts'],
    setupFiles: ['test/mutants/mutate.setup.ts'],
    testTimeout: 60_000,
  },
});

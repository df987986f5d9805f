import { defineConfig } from 'vitest/config';

// eslint-disable-next-line no-restricted-syntax -- vitest reads the default export
export default defineConfig({
  test: {
    // Not one less than there are cores, the default: of two that leaves one.
    maxWorkers: '100%',
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          // A fresh process for each of two hundred files took longer than the tests; none of them leaves anything behind.
          isolate: false,
          // Property tests take a second; on a busy machine with two cores they have taken ten.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'lab',
          include: ['test/lab/**/*.test.ts'],
          globalSetup: ['test/lab/support/build.ts'],
          // The lab is one pair of hosts: its tests share it and must not overlap.
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          // Two database servers on this machine, where one is installed.
          name: 'mysql',
          include: ['test/mysql/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          // Nodes with a kernel of their own are slow: not a part of `npm test`.
          name: 'uml',
          include: ['test/uml/**/*.test.ts'],
          globalSetup: ['test/lab/support/build.ts'],
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 600_000,
        },
      },
      {
        test: {
          // Every reference system from bare hosts and back: scripts/test-system. Not a part of `npm test`.
          name: 'system',
          include: ['test/system/*.test.ts'],
          globalSetup: ['test/lab/support/build.ts'],
          fileParallelism: false,
        },
      },
    ],
  },
});

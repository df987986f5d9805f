import type { CheckResult, Failure } from '../core/failure.ts';
import type { RunEvent } from '../core/event.ts';

/** What a reporter must still know at the end of a run. Failures are told there, when it is known what they left. */
export interface RunMemory {
  startedAt: number;
  /** '' until the run has said what it is. */
  command: string;
  /** A node has answered: nothing may be called a run without a connection. */
  connected: boolean;
  failures: Failure[];
  checks: CheckResult[];
  /** Packages that this run installed. */
  installed: string[];
  see(event: RunEvent): void;
}

export function createMemory(startedAt: number): RunMemory {
  const packages = new Map<string, string[]>();
  const memory: RunMemory = {
    startedAt,
    command: '',
    connected: false,
    failures: [],
    checks: [],
    installed: [],
    see(event) {
      if (event.event === 'run') memory.command = event.command;
      if (event.event === 'host' && event.state === 'done') memory.connected = true;
      if (event.event === 'failure') memory.failures.push(event.failure);
      if (event.event === 'check') memory.checks.push(event.check);
      if (event.event === 'plan') {
        for (const { host, change } of event.changes) {
          if (change.op === 'package') packages.set(`${host} ${change.id}`, change.names);
        }
      }
      if (event.event === 'change' && event.state === 'done') {
        const names = packages.get(`${event.host} ${event.id}`) ?? [];
        memory.installed.push(...names.map((name) => `${name} on ${event.host}`));
      }
    },
  };
  return memory;
}

import type { NodeRule } from '../../rule.ts';
import { bodiesOf } from '../../shell/body.ts';
import { longestRun } from '../../shell/runtime.ts';
import { calledScript, definitionOf, seconds } from './named.ts';

export const checkEndsInTime: NodeRule = {
  id: 'SCR012',
  severity: 'warning',
  scope: 'node',
  title: 'a check ends before its timeout, however badly things stand',
  why:
    'keepalived ends a run that takes longer than timeout (by default the interval) and counts it as failed, whatever ' +
    'the script was about to say or to do: a second try after a sleep never comes.',
  fix: 'time limits and sleeps in the script that add up to less than timeout',
  source: 'keepalived.conf(5), timeout; keepalived, vrrp_track.c; measured',
  check: (node) =>
    bodiesOf(node, 'check').flatMap((body) => {
      const definition = definitionOf(body.script, node);
      const { total, slept, longest } = longestRun(body.commands);
      if (definition === null || longest === null) return [];
      const limit = definition.timeoutMs / 1000;
      if (total < limit || limit === 0) return [];
      return [
        {
          at: longest,
          severity: slept >= limit || total > limit ? 'warning' : 'note',
          message: `${calledScript(body.script, node)} may take ${seconds(total * 1000)}, its timeout is ${seconds(definition.timeoutMs)}`,
        },
      ];
    }),
};

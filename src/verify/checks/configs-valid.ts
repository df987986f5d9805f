import type { Validator } from '../../core/validator.ts';
import { haproxyValidator } from '../../haproxy/validator.ts';
import { keepalivedValidator } from '../../keepalived/validator.ts';
import { finding } from '../finding.ts';
import { HAPROXY_CFG, KEEPALIVED_CONF } from '../needs.ts';
import { outputOf, type Check } from '../view.ts';

const files: { path: string; output: string; validator: Validator }[] = [
  { path: KEEPALIVED_CONF, output: 'keepalived-valid', validator: keepalivedValidator },
  { path: HAPROXY_CFG, output: 'haproxy-valid', validator: haproxyValidator },
];

/** HAP034: the daemons would start with the files that lie there now: at the next reload or boot they must. */
export const configsValid: Check = {
  id: 'config-valid',
  needs: ['validators'],
  check: ({ nodes }) =>
    nodes.flatMap(({ host, facts }) =>
      files.map(({ path, output, validator }) => {
        const answer = outputOf(facts, output);
        const verdict =
          answer === null ? null : validator.judge({ code: answer.code, output: answer.text });
        return finding({
          id: 'config-valid',
          host: host.name,
          title: `${validator.name} accepts ${path}`,
          problems: verdict === null ? [] : [verdict.message.split('\n').slice(0, 4).join(': ')],
          warnings: answer === null ? [] : warnedOf(answer.text),
          detail: `exit code ${answer?.code ?? 0}`,
          advice: `mend the file before the next reload or boot: ${validator.name === 'keepalived' ? 'keepalived -t' : 'haproxy -c'} -f ${path}`,
        });
      }),
    ),
};

/** haproxy goes on with a warning, and the next version may not. Without level, pid and time. */
function warnedOf(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('[WARNING]'))
    .map((line) => line.replace(/^\[WARNING\]\s+(?:\d+\/\d+\s+)?\(\d+\) : (?:config : )?/, ''))
    .slice(0, 4);
}

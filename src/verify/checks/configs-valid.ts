import type { Validator } from '../../core/validator.ts';
import { haproxyValidator } from '../../haproxy/validator.ts';
import { keepalivedValidator } from '../../keepalived/validator.ts';
import { finding } from '../finding.ts';
import { NGINX_CONF } from '../../nginx/parse.ts';
import { nginxValidator } from '../../nginx/validator.ts';
import { HAPROXY_CFG, KEEPALIVED_CONF } from '../needs.ts';
import { outputOf, type Check, type Daemon } from '../view.ts';

interface Checked {
  path: string;
  validator: Validator;
  /** As a person runs it. */
  command: string;
}

const files: Record<Daemon, Checked> = {
  keepalived: {
    path: KEEPALIVED_CONF,
    validator: keepalivedValidator,
    command: 'keepalived -t -f',
  },
  haproxy: { path: HAPROXY_CFG, validator: haproxyValidator, command: 'haproxy -c -f' },
  nginx: { path: NGINX_CONF, validator: nginxValidator, command: 'nginx -t -c' },
};

/** HAP034: the daemons would start with the files that lie there now: at the next reload or boot they must. */
export const configsValid: Check = {
  id: 'config-valid',
  needs: ['validators'],
  check: ({ nodes }) =>
    nodes.flatMap(({ host, facts, daemons }) =>
      daemons.map((daemon) => {
        const { path, validator, command } = files[daemon];
        const answer = outputOf(facts, `${daemon}-valid`);
        const verdict =
          answer === null ? null : validator.judge({ code: answer.code, output: answer.text });
        return finding({
          id: 'config-valid',
          host: host.name,
          title: `${daemon} accepts ${path}`,
          problems: verdict === null ? [] : [verdict.message.split('\n').slice(0, 4).join(': ')],
          warnings: answer === null ? [] : warnedOf(answer.text),
          detail: `exit code ${answer?.code ?? 0}`,
          advice: `mend the file before the next reload or boot: ${command} ${path}`,
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

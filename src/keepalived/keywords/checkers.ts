import { blocks, vocabulary, words } from './keyword.ts';

const timing = words('retry delay_before_retry warmup delay_loop alpha log_all_failures');

const connection = words('connect_ip connect_port bindto bind_port bind_if connect_timeout fwmark');

const url = vocabulary(
  words('path digest status_code virtualhost'),
  words('regex regex_no_match regex_options regex_min_offset regex_max_offset regex_stack', {
    since: '2.0.7',
  }),
  words('tls_compliant', { since: '2.2.8' }),
  words('username password', { since: '2.3.5' }),
);

const http = vocabulary(
  timing,
  connection,
  words('nb_get_retry virtualhost'),
  blocks('url', url),
  words('enable_sni', { since: '1.4.3' }),
  words('http_protocol fast_recovery', { since: '2.0.17' }),
  words('tls_compliant', { since: '2.2.8' }),
  words('sni_name', { since: '2.3.5' }),
);

const smtp = vocabulary(
  timing,
  connection,
  words('helo_name'),
  blocks('host', vocabulary(timing, connection)),
);

const misc = vocabulary(timing, words('connect_timeout misc_path misc_timeout misc_dynamic user'));

const udp = vocabulary(
  timing,
  connection,
  words('payload require_reply min_reply_length max_reply_length', { since: '2.2.0' }),
);

/** The checkers of a real server. */
export const checkers = [
  ...blocks('HTTP_GET SSL_GET', http),
  ...blocks('TCP_CHECK', vocabulary(timing, connection)),
  ...blocks('SMTP_CHECK', smtp),
  ...blocks('DNS_CHECK', vocabulary(timing, connection, words('type name'))),
  ...blocks('MISC_CHECK', misc),
  ...blocks('BFD_CHECK', vocabulary(words('name alpha')), { since: '2.0.0' }),
  ...blocks('PING_CHECK', vocabulary(timing, connection), { since: '2.1.0' }),
  ...blocks('UDP_CHECK', udp, { since: '2.1.0' }),
  ...blocks('FILE_CHECK', vocabulary(words('track_file weight dynamic')), { since: '2.1.0' }),
  // Of old samples.
  ...words('CI-LINUX', { until: '1.3.0' }),
];

/** Of what the running keepalived takes: whoever applies the file meets it all the same. */
export const refusedByCheck = 'keepalived -t refuses the file (exit code 5), and so does apply';

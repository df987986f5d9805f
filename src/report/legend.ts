import { markup, type Markup } from './markup.ts';
import { shapes } from './svg-marks.ts';

/** What the signs of a timeline mean, and how its figures came about. */
export function legend(): Markup {
  const bars: [Markup, string][] = [
    [
      markup`<rect class="held" x="2" y="2" width="36" height="12" rx="1.5"/>`,
      'this host holds the VIP',
    ],
    [
      markup`<rect class="both" fill="url(#key-both)" x="2" y="2" width="36" height="12"/>`,
      'two hosts hold it at once (split brain)',
    ],
    [markup`<rect class="answered" x="2" y="11" width="36" height="4"/>`, 'probes answered'],
    [markup`<rect class="mixed" x="2" y="6" width="36" height="9"/>`, 'some answered, some not'],
    [
      markup`<rect fill="url(#key-failed)" x="2" y="1" width="36" height="14"/>`,
      'no probe answered',
    ],
    [
      markup`<rect class="bound" x="2" y="1" width="36" height="14"/>`,
      'bound: by its end the VIP must answer again',
    ],
  ];
  const marks: [keyof typeof shapes, string][] = [
    ['fault', 'fault injected'],
    ['detect', 'a node has noticed it'],
    ['takeover', 'another host has taken the VIP'],
    ['undo', 'fault undone'],
    ['failback', 'the VIP is back where it was'],
    ['healthy', 'the pair is as before'],
  ];
  return markup`<svg class="defs" width="0" height="0" aria-hidden="true"><defs><pattern id="key-failed" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="failed-back" width="4" height="4"/><rect class="failed-line" width="2" height="4"/></pattern><pattern id="key-both" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="both-line" width="2.5" height="6"/></pattern></defs></svg>
<ul class="legend">${bars.map(([shape, text]) => entry(shape, text))}${marks.map(([kind, text]) =>
    entry(
      markup`<g class="${kind}"><path class="shape" transform="translate(20 8)" d="${shapes[kind]}"/></g>`,
      text,
    ),
  )}</ul>
<p>Each VIP is asked over a new TCP connection at a steady pace. An outage lasts from the end of the last answer before it to the end of the first answer after it. Who held a VIP comes from the address events of the nodes' kernels, with the offset of each node's clock removed.</p>
<p>A bound is computed before the drill from the configuration that is deployed. A drill fails when the outage is longer than its bound by more than the stated measuring error, when the VIP did not move as it should have, when two hosts held it for longer than they may, or when anything was not as before in the end.</p>`;
}

function entry(shape: Markup, text: string): Markup {
  return markup`<li><svg class="key" viewBox="0 0 40 16" aria-hidden="true">${shape}</svg>${text}</li>`;
}

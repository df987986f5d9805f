import { drillNames } from '../core/drill.ts';
import type { RunEvent } from '../core/event.ts';
import type { Mask } from '../core/mask.ts';
import { Secret } from '../core/secret.ts';
import { sanitize } from '../core/text.ts';

/** Fields that hold words of our own vocabulary: a secret with the value "done" must not break the contract. */
const closedFields = new Set([
  'event',
  'phase',
  'state',
  'level',
  'reason',
  'certainty',
  'outcome',
  'op',
  'role',
  'action',
  'kind',
  'drill',
]);

const vocabulary = new Set<string>([
  ...drillNames,
  ...(
    'run phase host output plan change check drill note failure result started done failed info warning ' +
    'connect probe stage activate gate verify confirm revert ok changed skipped unreachable reverted ' +
    'exact predicted file directory sysctl package service command wait standby holder none start stop ' +
    'reload restart staging staged activating active confirmed reverting abandoned ' +
    'fault passed detect takeover lost back undo failback healthy'
  ).split(' '),
]);

/**
 * The event as it may be shown: every string sanitized and masked, however deep. Contents of files and
 * secrets stay what they are, the diff needs them and masks by itself.
 */
export function cleanEvent(event: RunEvent, mask: Mask): RunEvent {
  return cleanDeep(event, mask);
}

/** The same for any plain data. */
export function cleanDeep<T>(data: T, mask: Mask): T {
  const cleanText = (text: string): string => mask(sanitize(mask(text)));
  const clean = (value: unknown, field: string): unknown => {
    if (typeof value === 'string') {
      const ours = closedFields.has(field) && (vocabulary.has(value) || field === 'reason');
      return ours ? value : cleanText(value);
    }
    if (Array.isArray(value)) {
      return value.map((item) => clean(item, typeof item === 'string' ? field : ''));
    }
    if (!isPlain(value)) return value;
    // Records whose keys come from the inventory; all other keys are our own.
    const named = field === 'hosts' || field === 'states' || field === 'clockErrorMs';
    const entries = Object.entries(value).map(([key, item]) => {
      return [named ? cleanText(key) : key, clean(item, key)];
    });
    return Object.fromEntries(entries);
  };
  return clean(data, '') as T;
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  return !(value instanceof Secret) && !Buffer.isBuffer(value);
}

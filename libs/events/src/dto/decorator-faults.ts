import { validateSync, type ValidationError } from 'class-validator';
import type { UsageFault, UsageFaultCode } from '../usage-event/usage-event.js';
import { PRESENT, SUPPORTED_TYPE } from './field-decorators.js';

/** Order of precedence among the codes of one body. */
const CODES: readonly UsageFaultCode[] = ['unsupported-type', 'missing-field', 'unknown-field', 'invalid-field'];
/** A caller's own names come back in faults: not longer than this. */
const MAX_NAME_SHOWN = 128;

/**
 * What class-validator finds wrong with a JSON object, after its members were put into the DTO.
 * Unknown names are found here: class-validator's whitelist takes `__proto__` and `constructor` for known ones.
 */
export function faultsOf(
  dto: object,
  source: Record<string, unknown>,
  path: string,
  known: readonly string[],
  mayBeUnknown: (name: string) => boolean = () => false,
): UsageFault[] {
  const faults: UsageFault[] = [];
  for (const name of Object.keys(source)) {
    if (known.includes(name)) Object.assign(dto, { [name]: source[name] });
    else if (!mayBeUnknown(name)) {
      faults.push({
        code: 'unknown-field',
        field: path + shortened(name),
        detail: 'the contract knows no such member',
      });
    }
  }
  return [...faults, ...validateSync(dto).map((error) => faultOf(error, path))];
}

function faultOf({ property, constraints = {} }: ValidationError, path: string): UsageFault {
  const [detail] = Object.values(constraints);
  const field = path + property;
  return { code: codeOf(Object.keys(constraints)), field, detail: detail ?? 'is invalid' };
}

function codeOf(constraints: readonly string[]): UsageFaultCode {
  if (constraints.includes(SUPPORTED_TYPE)) return 'unsupported-type';
  if (constraints.includes(PRESENT) || constraints.includes('isDefined')) return 'missing-field';
  return 'invalid-field';
}

/**
 * The fault to tell: by code, then by the place of its field among `fields`. Unknown names stay in the order found,
 * behind every known field. Null when there is none.
 */
export function firstOf(faults: readonly UsageFault[], fields: readonly string[]): UsageFault | null {
  const place = ({ field = '' }: UsageFault): number => {
    const index = fields.indexOf(field);
    return index < 0 ? fields.length : index;
  };
  const [first] = faults.toSorted(
    (one, other) => CODES.indexOf(one.code) - CODES.indexOf(other.code) || place(one) - place(other),
  );
  return first ?? null;
}

function shortened(name: string): string {
  return name.length <= MAX_NAME_SHOWN ? name : `${name.slice(0, MAX_NAME_SHOWN)}...`;
}

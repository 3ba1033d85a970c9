import { Problem } from '@tallystick/platform';

/** A parameter that is wrong: which one, what is expected, and never what was sent (it may be anything). */
export const invalidQuery = (field: string, detail: string): Problem => new Problem('invalid-query', detail, { field });

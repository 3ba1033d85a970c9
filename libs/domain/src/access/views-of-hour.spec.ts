import { describe, expect, it } from '@jest/globals';
import { MAX_VIEWS_KEPT, ViewsOfHour, type View } from './views-of-hour.js';

const at = (time: string): number => Date.parse(`2026-06-01T${time}Z`);
const view: View = { viewer: 'p_v', whose: 'p_w', purpose: 'support' };

describe('a view', () => {
  it('is new once per viewer, person, purpose and hour', () => {
    const views = new ViewsOfHour();
    expect(views.isNew(view, at('10:00:00'))).toBe(true);
    views.add(view, at('10:00:00'));
    expect(views.isNew(view, at('10:59:59.999'))).toBe(false);
    for (const [member, value] of [
      ['viewer', 'p_x'],
      ['whose', 'p_x'],
      ['purpose', 'audit'],
    ] as const) {
      expect(views.isNew({ ...view, [member]: value }, at('10:30:00'))).toBe(true);
    }
    expect(views.isNew(view, at('11:00:00'))).toBe(true);
  });

  it('is kept apart from one whose parts run into each other', () => {
    const views = new ViewsOfHour();
    views.add({ viewer: 'a', whose: 'bc', purpose: 'd' }, 0);
    expect(views.isNew({ viewer: 'ab', whose: 'c', purpose: 'd' }, 0)).toBe(true);
  });

  it('is new again when another hour came in between, also by a clock that was put back', () => {
    const views = new ViewsOfHour();
    views.add(view, at('11:00:00'));
    expect(views.isNew(view, at('10:59:00'))).toBe(true);
    views.add(view, at('10:59:00'));
    expect(views.isNew(view, at('11:00:00'))).toBe(true);
  });

  it('is forgotten rather than kept without bound', () => {
    const views = new ViewsOfHour();
    views.add(view, 0);
    for (let n = 1; n <= MAX_VIEWS_KEPT; n++) views.add({ ...view, whose: `p_${n}` }, 0);
    expect(views.isNew(view, 0)).toBe(true);
    expect(views.isNew({ ...view, whose: `p_${MAX_VIEWS_KEPT}` }, 0)).toBe(false);
  });
});

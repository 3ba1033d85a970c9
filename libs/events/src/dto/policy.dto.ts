import 'reflect-metadata';
import { IsIn } from 'class-validator';
import { POLICY_BOARDS, POLICY_NAMES, POLICY_ROLES, PURPOSE } from '../ledger-events/policy-adopted.js';
import { IsJsonObject, IsListOf, IsPresent, IsRfc3339, IsText, MayBeAbsent } from './field-decorators.js';

/** Longest policy in words, in code points. */
export const MAX_POLICY_TEXT = 4_096;
export const MAX_PURPOSES = 20;

const isRole = (value: unknown): boolean => (POLICY_ROLES as readonly unknown[]).includes(value);
const isPurpose = (value: unknown): boolean => typeof value === 'string' && PURPOSE.test(value);

/** What people may do with the numbers. */
export class PolicyDto {
  @IsPresent() @IsRfc3339() from?: unknown;
  @IsPresent() @IsJsonObject() boards?: unknown;
  @IsPresent() @IsIn(POLICY_NAMES) names?: unknown;
  @IsPresent() @IsListOf(isPurpose, MAX_PURPOSES, 'purposes: words of 1-64 of a-z 0-9 and -') purposes?: unknown;
  @MayBeAbsent() @IsText(MAX_POLICY_TEXT) text?: unknown;
}

const ROLES = `roles, of: ${POLICY_ROLES.join(', ')} (auditors see every board)`;

/** Who may see each board that exists; a board that is left out does not exist. */
export class PolicyBoardsDto {}
for (const board of POLICY_BOARDS) {
  for (const decorate of [MayBeAbsent(), IsListOf(isRole, POLICY_ROLES.length, ROLES)]) {
    decorate(PolicyBoardsDto.prototype, board);
  }
}

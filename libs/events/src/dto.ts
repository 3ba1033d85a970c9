export { UsageEventDto, UsageDataDto, TokensDto } from './dto/usage-event.dto.js';
export { validateWithDecorators } from './dto/validate-with-decorators.js';
export { CorrectedAttributesDto, CorrectionDto, MAX_REASON, VoidDto } from './dto/decision.dto.js';
export * from './dto/read-decision-request.js';
export { MAX_PRICE_SOURCE } from './dto/price.dto.js';
export * from './dto/read-price-request.js';
export { MAX_POLICY_TEXT, MAX_PURPOSES } from './dto/policy.dto.js';
export { readPolicyRequest, type PolicyRequest } from './dto/read-policy-request.js';
export { readRosterRequest, type RosterRequest } from './dto/read-roster-request.js';

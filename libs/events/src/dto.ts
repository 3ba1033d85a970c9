export { UsageEventDto, UsageDataDto, TokensDto } from './dto/usage-event.dto.js';
export { validateWithDecorators } from './dto/validate-with-decorators.js';

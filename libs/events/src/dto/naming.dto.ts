import 'reflect-metadata';
import { IsBoolean } from 'class-validator';
import { IsPresent } from './field-decorators.js';

/** Whether the person who asks wants to be shown by name. */
export class NamingDto {
  @IsPresent() @IsBoolean() named?: unknown;
}

import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { PROMISE_STATES, type PromiseState } from '#assay/scoring';
import { ReadingParameters, several } from '../reading.dto.js';

export class PromiseParameters extends ReadingParameters {
  @ApiPropertyOptional({ description: 'Only this unit and what lies below it: `company/GEICO/province/CT`.' })
  @IsOptional()
  @IsString()
  @MaxLength(512)
  unit?: string;

  @ApiPropertyOptional({ type: [String], description: 'Names of time limits of the scheme; absent: all.' })
  @IsOptional()
  @Transform(several)
  @IsString({ each: true })
  @MaxLength(100, { each: true })
  step?: string[];

  @ApiPropertyOptional({ enum: PROMISE_STATES, isArray: true, description: 'Absent: all.' })
  @IsOptional()
  @Transform(several)
  @IsIn(PROMISE_STATES, { each: true })
  state?: PromiseState[];

  @ApiPropertyOptional({ description: 'Only those whose limit ends in this period: `2024-07`.' })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  period?: string;

  @ApiPropertyOptional({
    description:
      'Where the clocks stand, with all that is known: an RFC 3339 instant or a day (its end). Left out: at `knownAt`, or now.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  at?: string;
}

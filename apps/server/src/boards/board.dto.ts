import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { ArrayMaxSize, IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { UNIT_LEVELS, type UnitLevel } from '#assay/service-record';
import { ReadingParameters, several } from '../reading.dto.js';

/** What is asked under a scheme is asked of a period. */
export class PeriodParameters extends ReadingParameters {
  @ApiProperty({
    description:
      '`2024`, `2024-H1`, `2024-Q3`, `2024-07`, `2024-W05`, `2024-07-15`; a rolling window `2023-07..2024-06` or ' +
      '`2023-07-16..2024-07-15`; or `..2024-06`, the scheme’s own window to that month or day.',
  })
  @IsString()
  @MaxLength(40)
  period!: string;
}

const MOST_SUPPOSED = 100;

/** What may be supposed: the answer is then the same document as it would be, beside the one that is (`actual`). */
export class SupposingParameters extends PeriodParameters {
  @ApiPropertyOptional({
    type: [String],
    description: 'Suppose that this case had never been told; may be repeated. The answer says who is moved.',
  })
  @IsOptional()
  @Transform(several)
  @ArrayMaxSize(MOST_SUPPOSED)
  @IsString({ each: true })
  @MaxLength(1_000, { each: true })
  withoutCase?: string[];

  @ApiPropertyOptional({
    type: [String],
    description: 'Suppose that this event had never been told: its position, its id, or `CASE#ID`; may be repeated.',
  })
  @IsOptional()
  @Transform(several)
  @ArrayMaxSize(MOST_SUPPOSED)
  @IsString({ each: true })
  @MaxLength(2_000, { each: true })
  withoutEvent?: string[];

  @ApiPropertyOptional({
    type: [String],
    description: 'Suppose that no event had come from this CloudEvents source; may be repeated.',
  })
  @IsOptional()
  @Transform(several)
  @ArrayMaxSize(MOST_SUPPOSED)
  @IsString({ each: true })
  @MaxLength(2_000, { each: true })
  withoutSource?: string[];

  @ApiPropertyOptional({
    type: [String],
    description:
      'Suppose another value in the rulebook, `PATH=VALUE`: a parameter (`plus-cap=3`) or a JSON Pointer ' +
      '(`/measures/0/weight=12`); may be repeated.',
  })
  @IsOptional()
  @Transform(several)
  @ArrayMaxSize(MOST_SUPPOSED)
  @IsString({ each: true })
  @MaxLength(500, { each: true })
  set?: string[];

  @ApiPropertyOptional({ description: 'Suppose another version of the same scheme.', minimum: 1 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  schemeVersion?: number;
}

export class BoardParameters extends SupposingParameters {
  @ApiPropertyOptional({ enum: UNIT_LEVELS, default: 'company' })
  @IsOptional()
  @IsIn(UNIT_LEVELS)
  unitLevel?: UnitLevel;

  @ApiPropertyOptional({ description: 'Only this unit and what lies below it. Ranks stay those of the whole cohort.' })
  @IsOptional()
  @IsString()
  @MaxLength(512)
  unit?: string;

  @ApiPropertyOptional({ description: 'Only units whose name or path holds this text.' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  search?: string;
}

export class ExplanationParameters extends SupposingParameters {
  @ApiProperty({ description: 'The unit whose grade is explained: `company/GEICO`.' })
  @IsString()
  @MaxLength(512)
  unit!: string;

  @ApiPropertyOptional({ description: 'Only this measure.' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  measure?: string;
}

export class SensitivityParameters extends PeriodParameters {
  @ApiProperty({ description: 'The unit whose grade (or rank) is asked about: `company/GEICO`.' })
  @IsString()
  @MaxLength(512)
  unit!: string;
}

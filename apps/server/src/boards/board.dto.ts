import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { UNIT_LEVELS, type UnitLevel } from '#assay/service-record';
import { ReadingParameters } from '../reading.dto.js';

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

export class BoardParameters extends PeriodParameters {
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

export class ExplanationParameters extends PeriodParameters {
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

import { ApiProperty, ApiPropertyOptional, OmitType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { UNIT_LEVELS, type UnitLevel } from '#assay/service-record';
import { PeriodParameters } from '../boards/board.dto.js';
import { ReadingParameters } from '../reading.dto.js';

export class HistoryParameters extends PeriodParameters {
  @ApiProperty({ description: 'The unit whose score it is: `company/GEICO`.' })
  @IsString()
  @MaxLength(512)
  unit!: string;

  @ApiPropertyOptional({ description: 'Only this measure: its changes, and its figures.' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  measure?: string;

  @ApiPropertyOptional({
    description:
      'About so many points of all, for a chart: the first, the last and every change of grade are among them. Left out: every ' +
      'change, a page at a time.',
    minimum: 2,
    maximum: 1_000,
  })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(2)
  @Max(1_000)
  points?: number;
}

const MOMENT = 'a position (`12345`), an RFC 3339 instant, or a day (`2024-07-15`: its end in UTC)';

/** Two moments take the place of one. */
export class ComparisonParameters extends OmitType(PeriodParameters, ['knownAt']) {
  @ApiProperty({ description: `The earlier moment: ${MOMENT}.` })
  @IsString()
  @MaxLength(40)
  from!: string;

  @ApiPropertyOptional({ description: `The later moment: ${MOMENT}. Left out: now.` })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  to?: string;

  @ApiPropertyOptional({ enum: UNIT_LEVELS, default: 'company' })
  @IsOptional()
  @IsIn(UNIT_LEVELS)
  unitLevel?: UnitLevel;

  @ApiPropertyOptional({ description: 'Only this unit and what lies below it. Ranks stay those of the whole cohort.' })
  @IsOptional()
  @IsString()
  @MaxLength(512)
  unit?: string;
}

export class BackdatedParameters extends ReadingParameters {
  @ApiPropertyOptional({
    description: 'How late is back-dated: minutes, hours, days or weeks, as `90m`, `48h`, `30d`, `2w`.',
    default: '48h',
  })
  @IsOptional()
  @IsString()
  @MaxLength(20)
  over?: string;

  @ApiPropertyOptional({ description: 'Only this unit and what lies below it: `company/GEICO`.' })
  @IsOptional()
  @IsString()
  @MaxLength(512)
  unit?: string;

  @ApiPropertyOptional({ description: 'Only what came from this CloudEvents source.' })
  @IsOptional()
  @IsString()
  @MaxLength(2_000)
  source?: string;

  @ApiPropertyOptional({ description: `Only what was recorded after a moment: ${MOMENT}.` })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  since?: string;

  @ApiPropertyOptional({ description: `Only what was recorded up to a moment: ${MOMENT}.` })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  until?: string;

  @ApiPropertyOptional({ description: 'With a period: what the back-dated facts did to the scores under this scheme.' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  scheme?: string;

  @ApiPropertyOptional({ description: 'With a scheme: `2024`, `2024-Q3` …' })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  period?: string;

  @ApiPropertyOptional({ enum: UNIT_LEVELS, default: 'company', description: 'Of those scores.' })
  @IsOptional()
  @IsIn(UNIT_LEVELS)
  unitLevel?: UnitLevel;
}

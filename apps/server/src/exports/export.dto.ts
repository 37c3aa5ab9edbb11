import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { EXPORT_FORMATS, EXPORT_SUBJECTS, type ExportFormat, type ExportSubject } from '#assay/delivery';
import { UNIT_LEVELS, type UnitLevel } from '#assay/service-record';
import { DocumentParameters } from '../documents/document.dto.js';

export class ExportParameters extends DocumentParameters {
  @ApiProperty({
    description:
      '`2024`, `2024-H1`, `2024-Q3`, `2024-07`, `2024-W05`, `2024-07-15`; a rolling window `2023-07..2024-06` or ' +
      '`2023-07-16..2024-07-15`; or `..2024-06`, the scheme’s own window to that month or day.',
  })
  @IsString()
  @MaxLength(40)
  period!: string;

  @ApiPropertyOptional({
    enum: EXPORT_SUBJECTS,
    default: 'board',
    description:
      '`board`: a row a unit. `measures`: a row a unit and measure. `cases`: a row a unit, measure and case; they add up to the board. ' +
      '`events`: the events of those cases.',
  })
  @IsOptional()
  @IsIn(EXPORT_SUBJECTS)
  what?: ExportSubject;

  @ApiPropertyOptional({ enum: EXPORT_FORMATS, default: 'csv' })
  @IsOptional()
  @IsIn(EXPORT_FORMATS)
  format?: ExportFormat;

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

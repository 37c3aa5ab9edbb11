import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { CIRCULAR_FORMATS, type CircularFormat, DEFAULT_OFFSET, DEFAULT_PAR } from '#assay/delivery';
import { DocumentParameters } from '../documents/document.dto.js';

export class CircularParameters extends DocumentParameters {
  @ApiProperty({ description: 'Inspections held in it: `2024`, `2024-Q3`, `2023-07..2024-06` …' })
  @IsString()
  @MaxLength(40)
  period!: string;

  @ApiPropertyOptional({ description: 'Only this unit and what lies below it.' })
  @IsOptional()
  @IsString()
  @MaxLength(512)
  unit?: string;

  @ApiPropertyOptional({
    description: 'The share of its maximum below which an item is below par, where the checklist gives no par.',
    default: DEFAULT_PAR,
  })
  @IsOptional()
  @IsString()
  @MaxLength(10)
  par?: string;

  @ApiPropertyOptional({
    description: 'By which clock an inspection falls on a day: `+08:00`.',
    default: DEFAULT_OFFSET,
  })
  @IsOptional()
  @IsString()
  @MaxLength(10)
  utcOffset?: string;

  @ApiPropertyOptional({ enum: CIRCULAR_FORMATS, default: 'json' })
  @IsOptional()
  @IsIn(CIRCULAR_FORMATS)
  format?: CircularFormat;
}

import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { ReadingParameters, several } from '../reading.dto.js';

export class EventSearchParameters extends ReadingParameters {
  @ApiPropertyOptional({
    type: [String],
    description:
      'Event types: exact (`complaint.filed.v1`), any version (`complaint.filed`), or a family (`complaint`).',
  })
  @IsOptional()
  @Transform(several)
  @IsString({ each: true })
  @MaxLength(100, { each: true })
  type?: string[];

  @ApiPropertyOptional({ description: 'A unit path; what lies below counts too: `company/GEICO`.' })
  @IsOptional()
  @IsString()
  @MaxLength(512)
  unit?: string;

  @ApiPropertyOptional({ description: 'Happened at or after: a day (`2024-07-15`) or an RFC 3339 instant.' })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  since?: string;

  @ApiPropertyOptional({ description: 'Happened at or before: a day (all of it) or an RFC 3339 instant.' })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  until?: string;

  @ApiPropertyOptional({ description: 'Text that stands in the event, letter for letter.' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  text?: string;

  @ApiPropertyOptional({ description: 'Only events of this case.' })
  @IsOptional()
  @IsString()
  @MaxLength(1_000)
  case?: string;

  @ApiPropertyOptional({ enum: ['oldest-first', 'newest-first'], default: 'oldest-first' })
  @IsOptional()
  @IsIn(['oldest-first', 'newest-first'])
  order?: 'oldest-first' | 'newest-first';
}

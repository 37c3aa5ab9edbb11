import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { DECLARATION_MATCHES, type DeclarationMatch } from '#assay/scoring';
import { UNIT_LEVELS, type UnitLevel } from '#assay/service-record';
import { PeriodParameters } from '../boards/board.dto.js';

export class DeclarationsParameters extends PeriodParameters {
  @ApiPropertyOptional({ enum: UNIT_LEVELS, default: 'company' })
  @IsOptional()
  @IsIn(UNIT_LEVELS)
  unitLevel?: UnitLevel;

  @ApiPropertyOptional({ description: 'Only this unit and what lies below it.' })
  @IsOptional()
  @IsString()
  @MaxLength(512)
  unit?: string;

  @ApiPropertyOptional({ description: 'Only this measure.' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  measure?: string;

  @ApiPropertyOptional({ enum: DECLARATION_MATCHES, description: 'Only figures of this sort.' })
  @IsOptional()
  @IsIn(DECLARATION_MATCHES)
  match?: DeclarationMatch;
}

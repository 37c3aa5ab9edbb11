import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { UNIT_LEVELS, type UnitLevel } from '#assay/service-record';

export class LiveParameters {
  @ApiProperty({ description: 'The scheme whose board is followed: `complaint-outcomes`.' })
  @IsString()
  @MaxLength(100)
  scheme!: string;

  @ApiProperty({ description: 'The period of the board: `2024`.' })
  @IsString()
  @MaxLength(40)
  period!: string;

  @ApiPropertyOptional({ enum: UNIT_LEVELS, default: 'company' })
  @IsOptional()
  @IsIn(UNIT_LEVELS)
  unitLevel?: UnitLevel;
}

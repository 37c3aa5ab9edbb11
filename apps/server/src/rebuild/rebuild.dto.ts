import { ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsBoolean, IsOptional, IsString, MaxLength } from 'class-validator';

export class RebuildRequest {
  @ApiPropertyOptional({ description: 'Wait, up to date, for a word before going live.', default: false })
  @IsOptional()
  @IsBoolean()
  hold?: boolean;
}

export class CompaniesRequest {
  @ApiPropertyOptional({ description: 'Paths of companies, such as `company/GEICO`. Left out: all that are parked.' })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(1_000)
  @IsString({ each: true })
  @MaxLength(2_000, { each: true })
  companies?: string[];
}

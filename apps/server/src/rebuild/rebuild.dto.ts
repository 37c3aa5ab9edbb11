import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsOptional } from 'class-validator';

export class RebuildRequest {
  @ApiPropertyOptional({ description: 'Wait, up to date, for a word before going live.', default: false })
  @IsOptional()
  @IsBoolean()
  hold?: boolean;
}

import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';

export class ResendParameters {
  @ApiPropertyOptional({ description: 'The id of one message; left out, all that were set aside.' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  message?: string;
}

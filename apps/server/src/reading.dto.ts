import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';

/** One value or several: `?type=a&type=b`. */
export const several = ({ value }: { value: unknown }): unknown =>
  value === undefined || Array.isArray(value) ? value : [value];

/** Every list is read a page at a time, and can be asked for as known at least up to one's own last write. */
export class ReadingParameters {
  @ApiPropertyOptional({ description: '`nextCursor` of the page before.' })
  @IsOptional()
  @IsString()
  @MaxLength(2_000)
  cursor?: string;

  @ApiPropertyOptional({ description: 'Most entries of a page.', minimum: 1, maximum: 1_000 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1_000)
  limit?: number;

  @ApiPropertyOptional({
    description: 'Answer only when the scores have taken in this position; waits a little, then 503.',
  })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  atLeast?: number;
}

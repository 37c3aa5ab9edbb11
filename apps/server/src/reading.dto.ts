import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';

/** One value or several: `?type=a&type=b`. */
export const several = ({ value }: { value: unknown }): unknown =>
  value === undefined || Array.isArray(value) ? value : [value];

/** Every answer is of one moment of knowledge, and can be asked for as of then. */
export class MomentParameters {
  @ApiPropertyOptional({
    description:
      'As known at a position (`12345`), an RFC 3339 instant, or the end of a day (`2024-07-15`, in UTC), by when events were ' +
      'recorded. Left out: now.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  knownAt?: string;
}

/** Every list is read a page at a time, and can be asked for as known at least up to one's own last write. */
export class ReadingParameters extends MomentParameters {
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

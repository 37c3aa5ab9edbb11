import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { type Language, LANGUAGES } from '#assay/delivery';

/** Every document that leaves the ledger is of one moment, and the parts of it that people read are in one language. */
export class DocumentParameters {
  @ApiPropertyOptional({
    description:
      'As known at a position (`12345`), an RFC 3339 instant, or the end of a day (`2024-07-15`, in UTC). Left out: now.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  knownAt?: string;

  @ApiPropertyOptional({ enum: LANGUAGES, default: 'en', description: 'Language of what people read.' })
  @IsOptional()
  @IsIn(LANGUAGES)
  language?: Language;
}

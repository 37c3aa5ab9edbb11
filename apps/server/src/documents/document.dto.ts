import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { type Language, LANGUAGES } from '#assay/delivery';
import { MomentParameters } from '../reading.dto.js';

/** Every document that leaves the ledger is of one moment, and the parts of it that people read are in one language. */
export class DocumentParameters extends MomentParameters {
  @ApiPropertyOptional({ enum: LANGUAGES, default: 'en', description: 'Language of what people read.' })
  @IsOptional()
  @IsIn(LANGUAGES)
  language?: Language;
}

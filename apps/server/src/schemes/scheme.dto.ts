import { ApiPropertyOptional } from '@nestjs/swagger';
import { RULEBOOK_LANGUAGES, type RulebookLanguage } from '#assay/methodology';
import { IsIn, IsOptional } from 'class-validator';

export class SchemeParameters {
  @ApiPropertyOptional({ enum: RULEBOOK_LANGUAGES, default: 'en', description: 'In which the rules are told.' })
  @IsOptional()
  @IsIn(RULEBOOK_LANGUAGES)
  language?: RulebookLanguage;
}

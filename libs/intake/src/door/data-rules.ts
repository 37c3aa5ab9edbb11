/**
 * class-validator's rules for the data of events, made of what service-record says of each field. They are made here because
 * only the door refuses data: class-validator with its telephone numbers is 13 MB and a tenth of a second for every thread that loads it.
 */
import 'reflect-metadata'; // class-transformer needs it
import { type DataClass, type Field, fieldsOf } from '#assay/service-record';
import { Type } from 'class-transformer';
import { ValidateBy, ValidateIf, ValidateNested } from 'class-validator';

const RULED = new Set<DataClass>();

/** Gives a data class, and the classes of the items of its lists, the rules that class-validator judges data by. */
export function giveRules(dataClass: DataClass): void {
  if (RULED.has(dataClass)) return;
  RULED.add(dataClass);
  for (const field of fieldsOf(dataClass))
    for (const decorate of rulesOf(field)) decorate(dataClass.prototype as object, field.property);
}

function rulesOf({ name, says, validate, item, isOptional }: Field): PropertyDecorator[] {
  const rules = [
    ValidateBy({
      name,
      validator: { validate, defaultMessage: (about) => `$property must be ${says(about?.value)}` },
    }),
  ];
  if (item) {
    giveRules(item);
    rules.push(
      ValidateNested({ each: true }),
      Type(() => item),
    );
  }
  if (isOptional) rules.push(ValidateIf((_data, value) => value !== undefined));
  return rules;
}

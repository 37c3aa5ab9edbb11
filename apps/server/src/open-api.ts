import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { dataSchemas } from '#assay/service-record';

/** OpenAPI pages at `/docs`, the document at `/docs/json`: the routes, and every event type's data as a schema of its own. */
export function serveOpenApi(app: NestFastifyApplication): void {
  const description = new DocumentBuilder()
    .setTitle('Assay')
    .setDescription(
      'An event-sourced ledger of how insurers serve people. Events come in as CloudEvents 1.0; boards, explanations and the ' +
        'audit trail come out. Errors are problem documents (RFC 9457). Decimals are strings; positions and ranks are numbers.',
    )
    .setVersion('1')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .build();
  SwaggerModule.setup('docs', app, () => withEventTypes(SwaggerModule.createDocument(app, description)), {
    jsonDocumentUrl: 'docs/json',
    customSiteTitle: 'Assay API',
  });
}

type OpenApiDocument = ReturnType<typeof SwaggerModule.createDocument>;
type Schemas = NonNullable<NonNullable<OpenApiDocument['components']>['schemas']>;

function withEventTypes(document: OpenApiDocument): OpenApiDocument {
  const schemas: Schemas = { ...document.components?.schemas };
  for (const [type, schema] of Object.entries(dataSchemas())) {
    schemas[type] = schema as Schemas[string];
  }
  return { ...document, components: { ...document.components, schemas } };
}

import { Command, Option } from 'commander';
import type { AddedWebhook } from '#assay/delivery';
import { EXIT } from '../failure.js';
import { formatOption, positiveInteger, reading, type ReadingOptions, unitLevelOption } from '../options.js';
import type { CommandContext } from '../command-context.js';
import type { WebhookDesk } from '../reading/webhook-desk.js';
import { printLine, printNote, type Surroundings, widthOf } from '../surroundings.js';

interface DeskOptions extends ReadingOptions {
  readonly format: 'table' | 'json';
}

interface AddOptions extends DeskOptions {
  readonly id?: string;
  readonly url: string;
  readonly scheme: readonly string[];
  readonly period: string;
  readonly unitLevel: string;
  readonly unit?: string;
  readonly change?: readonly string[];
  readonly attempts?: number;
  readonly timeout?: number;
  readonly secretFrom?: string;
}

const CHANGES = ['grade', 'score', 'rank', 'state'] as const;

/** Webhooks are kept in the ledger's folder; a running server takes notice of what is changed there within a second. */
export function webhookCommand(context: CommandContext): Command {
  const command = new Command('webhook').description('Who is told when scores, grades and ranks change.');
  const sub = (name: string, description: string): Command =>
    reading(command.command(name).description(description)).addOption(formatOption(['table', 'json']));
  const { surroundings } = context;

  sub('add', 'Tell a receiver of changes from now on, by signed messages (Standard Webhooks).')
    .requiredOption('--url <url>', 'where the messages are sent, by https')
    .requiredOption('--scheme <id...>', 'the rulebooks whose boards are watched')
    .requiredOption('--period <period>', '2024, 2024-Q3 …, or one that moves: year, half, quarter, month, week, day')
    .addOption(unitLevelOption())
    .option('--unit <path>', 'only this unit and what lies below it')
    .addOption(new Option('--change <kind...>', 'what is told (default: all)').choices(CHANGES))
    .option('--id <name>', 'its name (default: one is made)')
    .addOption(
      new Option('--attempts <n>', 'tries before a message is set aside (default: 12)').argParser(positiveInteger),
    )
    .addOption(new Option('--timeout <ms>', 'how long one try may take (default: 10000)').argParser(positiveInteger))
    .option('--secret-from <where>', "the secret is in the server's environment: env:NAME (default: one is made)")
    .action((options: AddOptions) => add(options, surroundings));
  sub('list', 'All webhooks, and how each fares.').action((options: DeskOptions) => list(options, surroundings));
  sub('remove', 'Tell a receiver no more, also not what is on its way.')
    .argument('<id>')
    .action((id: string, options: DeskOptions) =>
      atDesk(options, surroundings, async (desk) => {
        await desk.remove(id);
        await printNote(surroundings, `The webhook ${id} is removed.`);
      }),
    );
  sub('test', 'Send a signed test message at once. Exit 1 if it does not arrive.')
    .argument('<id>')
    .action((id: string, options: DeskOptions) => test(id, options, context));
  sub('rotate', 'Give it another secret; for a day messages carry a signature by each.')
    .argument('<id>')
    .action((id: string, options: DeskOptions) =>
      atDesk(options, surroundings, async (desk) => tellAdded(await desk.rotate(id), options, surroundings)),
    );
  sub('resume', 'Go on after the receiver answered 410 Gone, and try what waits at once.')
    .argument('<id>')
    .action((id: string, options: DeskOptions) =>
      atDesk(options, surroundings, async (desk) => {
        const { waiting } = await desk.resume(id);
        await printNote(surroundings, `The webhook ${id} goes on; ${waiting} messages wait.`);
      }),
    );
  sub('dead', 'Messages that were set aside after too many tries.')
    .argument('<id>')
    .action((id: string, options: DeskOptions) => dead(id, options, surroundings));
  sub('resend', 'Put messages that were set aside, or one of them, back on their way.')
    .argument('<id>')
    .argument('[message]')
    .action((id: string, message: string | undefined, options: DeskOptions) =>
      atDesk(options, surroundings, async (desk) => {
        const resent = await desk.resend(id, message);
        await printNote(surroundings, `${resent} messages are on their way again.`);
      }),
    );
  return command;
}

async function atDesk(
  options: ReadingOptions,
  surroundings: Surroundings,
  work: (desk: WebhookDesk) => Promise<void>,
): Promise<void> {
  const { openDesk } = await import('../reading/webhook-desk.js');
  const desk = await openDesk(surroundings, options);
  try {
    await work(desk);
  } finally {
    await desk.close();
  }
}

async function add(options: AddOptions, surroundings: Surroundings): Promise<void> {
  const { id, url, scheme, period, unitLevel, unit, change, attempts, timeout, secretFrom } = options;
  const request = {
    ...{ url, schemes: scheme, period, unitLevel },
    ...(id !== undefined && { id }),
    ...(unit !== undefined && { unit }),
    ...(change !== undefined && { changes: change }),
    ...(attempts !== undefined && { maxAttempts: attempts }),
    ...(timeout !== undefined && { timeoutMs: timeout }),
    ...(secretFrom !== undefined && { secretFrom }),
  };
  await atDesk(options, surroundings, async (desk) => {
    await tellAdded(await desk.add(request), options, surroundings);
  });
}

async function tellAdded(added: AddedWebhook, { format }: DeskOptions, surroundings: Surroundings): Promise<void> {
  const { stdout } = surroundings;
  if (format === 'json') {
    await printLine(stdout, JSON.stringify(added));
    return;
  }
  await printLine(stdout, `The webhook ${added.id} tells ${added.url} of what changes from now on.`);
  if (added.secret === null) return;
  await printLine(stdout, `Its secret: ${added.secret}`);
  await printNote(surroundings, 'The secret is shown this once: give it to the receiver now.');
}

async function list(options: DeskOptions, surroundings: Surroundings): Promise<void> {
  const { webhookTable } = await import('../output/webhook-screen.js');
  await atDesk(options, surroundings, async (desk) => {
    const webhooks = await desk.list();
    if (options.format === 'json') await printLine(surroundings.stdout, JSON.stringify(webhooks));
    else if (webhooks.length === 0) await printLine(surroundings.stdout, 'Nobody is told of changes.');
    else await printLine(surroundings.stdout, webhookTable(webhooks, widthOf(surroundings)));
  });
}

async function test(id: string, options: DeskOptions, { surroundings, endWith }: CommandContext): Promise<void> {
  await atDesk(options, surroundings, async (desk) => {
    const outcome = await desk.test(id);
    if (options.format === 'json') await printLine(surroundings.stdout, JSON.stringify(outcome));
    else
      await printLine(
        surroundings.stdout,
        outcome.ok ? `The receiver took it and answered ${outcome.status}.` : `It did not arrive. ${outcome.error}`,
      );
    if (!outcome.ok) endWith(EXIT.checkFailed);
  });
}

async function dead(id: string, options: DeskOptions, surroundings: Surroundings): Promise<void> {
  const { deadLetterTable } = await import('../output/webhook-screen.js');
  await atDesk(options, surroundings, async (desk) => {
    const letters = await desk.deadLetters(id);
    if (options.format === 'json') await printLine(surroundings.stdout, JSON.stringify(letters));
    else if (letters.length === 0) await printLine(surroundings.stdout, 'No message was set aside.');
    else {
      await printLine(surroundings.stdout, deadLetterTable(letters, widthOf(surroundings)));
      await printNote(
        surroundings,
        `"assay webhook resend ${id}" sends them again, with a message's id only that one.`,
      );
    }
  });
}

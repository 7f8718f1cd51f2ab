import type { AlertMessage, DigestMessage, Message } from '../../core/alert';
import { alertView } from '../alert-view';
import { digestView } from '../digest-view';
import { namedLinks } from '../named-links';

/** Teams refuses more than 28 KB; what a workflow adds has to fit in, too. */
const MAX_BYTES = 24 * 1024;

interface TextRun {
  readonly type: 'TextRun';
  readonly text: string;
  readonly weight?: 'Bolder';
  readonly size?: 'Large';
  readonly color?: 'Attention' | 'Warning' | 'Good' | 'Accent';
  readonly fontType?: 'Monospace';
  readonly isSubtle?: true;
}

/** Text runs are shown as they are, whereas Teams reads Markdown in text blocks and facts. */
interface RichTextBlock {
  readonly type: 'RichTextBlock';
  readonly spacing: 'None' | 'Medium';
  readonly inlines: readonly TextRun[];
}

interface OpenUrl {
  readonly type: 'Action.OpenUrl';
  readonly title: string;
  readonly url: string;
}

/** What the trigger "When a Teams webhook request is received" takes: one Adaptive Card 1.4. */
export interface TeamsMessage {
  readonly type: 'message';
  readonly attachments: readonly [
    {
      readonly contentType: 'application/vnd.microsoft.card.adaptive';
      readonly contentUrl: null;
      readonly content: {
        readonly $schema: 'http://adaptivecards.io/schemas/adaptive-card.json';
        readonly type: 'AdaptiveCard';
        readonly version: '1.4';
        readonly msteams: { readonly width: 'Full' };
        /** For notifications and where cards cannot be shown. */
        readonly fallbackText: string;
        readonly body: readonly RichTextBlock[];
        readonly actions: readonly OpenUrl[];
      };
    },
  ];
}

export function teamsMessage(message: Message): TeamsMessage {
  return message.kind === 'digest' ? digestMessage(message) : alertMessage(message);
}

function alertMessage(message: AlertMessage): TeamsMessage {
  const { state, title, template, facts, suggestion, samples, reference } = alertView(message);
  const body = [
    block('Medium', { text: `${state}: ${title}`, weight: 'Bolder', size: 'Large', color: colourOf(message) }),
    block('None', { text: template, fontType: 'Monospace' }),
    ...facts.map(([name, value], i) =>
      block(i === 0 ? 'Medium' : 'None', { text: `${name}: `, weight: 'Bolder' }, { text: value }),
    ),
    ...(suggestion === null ? [] : [block('Medium', { text: 'Suggestion: ', weight: 'Bolder' }, { text: suggestion })]),
  ];
  // What shows most is said first; samples are what a card can do without.
  const end = block('Medium', { text: reference, isSubtle: true });
  const shown = samples.map(({ time, text }) =>
    block('Medium', { text: `${time}\n`, isSubtle: true }, { text, fontType: 'Monospace' }),
  );
  return card(`${state}: ${title}`, message, body, shown, end);
}

function digestMessage(message: DigestMessage): TeamsMessage {
  const { title, reason, period, categories, top, rest } = digestView(message);
  const body = [
    block('Medium', { text: `Digest: ${title}`, weight: 'Bolder', size: 'Large', color: 'Warning' }),
    block('None', { text: `One message because ${reason}.` }),
    block('None', { text: period }),
    ...categories.map(([name, logs], i) =>
      block(i === 0 ? 'Medium' : 'None', { text: `${name}: `, weight: 'Bolder' }, { text: logs }),
    ),
  ];
  const shown = top.map((entry) =>
    block('Medium', { text: `${entry.title}\n` }, { text: entry.template, fontType: 'Monospace' }),
  );
  const end = block('Medium', { text: rest === null ? message.id : `${rest} · ${message.id}`, isSubtle: true });
  return card(`Digest: ${title}`, message, body, shown, end);
}

/** Leaves details out, last ones first, until Teams takes the card. */
function card(
  fallback: string,
  about: Message,
  body: readonly RichTextBlock[],
  details: readonly RichTextBlock[],
  end: RichTextBlock,
): TeamsMessage {
  for (let shown = details.length; ; shown--) {
    const message = messageOf(fallback, [...body, ...details.slice(0, shown), end], actionsOf(about));
    if (shown === 0 || Buffer.byteLength(JSON.stringify(message)) <= MAX_BYTES) return message;
  }
}

function messageOf(fallbackText: string, body: readonly RichTextBlock[], actions: readonly OpenUrl[]): TeamsMessage {
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          msteams: { width: 'Full' },
          fallbackText: unbraced(fallbackText),
          body,
          actions,
        },
      },
    ],
  };
}

function block(spacing: RichTextBlock['spacing'], ...runs: readonly Omit<TextRun, 'type'>[]): RichTextBlock {
  return {
    type: 'RichTextBlock',
    spacing,
    inlines: runs.map((run) => ({ type: 'TextRun', ...run, text: unbraced(run.text) })),
  };
}

/** Cards know two functions, {{DATE(…)}} and {{TIME(…)}}, in any text, and templates know ${…}. */
function unbraced(text: string): string {
  return text.replaceAll('{{', '{ {').replaceAll('${', '$ {');
}

function actionsOf(about: Message): OpenUrl[] {
  return namedLinks(about).map(([title, url]) => ({ type: 'Action.OpenUrl', title, url }));
}

function colourOf({ event, alert }: AlertMessage): 'Attention' | 'Warning' | 'Good' | 'Accent' {
  if (event === 'resolved') return 'Good';
  if (event === 'test') return 'Accent';
  return alert.triage === 'incident' ? 'Attention' : 'Warning';
}

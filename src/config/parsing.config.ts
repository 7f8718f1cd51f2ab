import { text } from './schemas';
import { setting, type SliceValues } from './setting';

export const parsingSlice = {
  formats: setting({
    env: 'LOG_FORMATS',
    doc: 'File (YAML) with log formats of your own, tried before the built-in ones; docs/formats.md shows one. Read at the start.',
    schema: text(),
    default: '',
  }),
  eventStart: setting({
    env: 'LOG_EVENT_START',
    doc: 'Regular expression (RE2): in text files, and in lines from Kafka, a line that matches starts a log, and the lines behind it belong to it. Empty: told by the lines themselves.',
    schema: text(),
    default: '',
  }),
  timeZone: setting({
    env: 'LOG_TIME_ZONE',
    doc: 'Time zone of times in logs that name none, e.g. Europe/Berlin or +02:00.',
    schema: text(),
    default: 'UTC',
  }),
};

export type ParsingConfig = SliceValues<typeof parsingSlice>;

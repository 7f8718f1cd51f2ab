import { LinearPattern } from '../classification/regex/linear-pattern';
import { YamlText } from '../classification/suggestions/yaml-text';
import { readTextFile } from '../classification/read-text-file';
import { UnusableFileError } from '../classification/unusable-file-error';
import { ConfigError } from '../config/load';
import type { ParsingConfig } from '../config/parsing.config';
import { messageOf } from '../core/errors';
import { isObject } from '../core/json';
import { TimeZone } from '../core/timestamp-zone';
import type { LogParser } from '../parsing/parser';
import { compileCustomFormats, CustomFormatError } from '../parsing/custom-formats';
import { defaultParsers, ParserChain } from '../parsing/parser-chain';

/**
 * The parsers that are configured.
 * @throws UnusableFileError when the file of formats cannot be used
 * @throws ConfigError when there is no such time zone
 */
export function openParsers({ formats, timeZone }: ParsingConfig): ParserChain {
  let zone: TimeZone;
  try {
    zone = TimeZone.of(timeZone);
  } catch (error) {
    throw new ConfigError([`LOG_TIME_ZONE: ${messageOf(error)}`]);
  }
  return new ParserChain(defaultParsers(formats === '' ? [] : readFormats(formats)), { zone });
}

function readFormats(path: string): LogParser[] {
  const text = readTextFile(path);
  const { value } = new YamlText(text, path);
  if (!isObject(value) || !('formats' in value)) throw new UnusableFileError(path, ['must hold a list "formats"']);
  try {
    return compileCustomFormats(value['formats'], (source, flags) => LinearPattern.compile(source, flags));
  } catch (error) {
    if (!(error instanceof CustomFormatError)) throw error;
    throw new UnusableFileError(path, [error.message]);
  }
}

import type { ParserChain } from '../../parsing/parser-chain';
import { eachOpen, type Step } from '../step';

/** Reads each line with the first parser that accepts it. */
export function parseStep(parsers: ParserChain): Step {
  return function parse(batch) {
    eachOpen(batch, 'parse', ({ raw, log }) => {
      parsers.apply(raw, log);
    });
  };
}

import { AmountAware } from '../classification/amounts';
import { KnownCategories } from '../classification/known-categories';
import { LiveModels } from '../classification/bert/live-models';
import { Classifier } from '../classification/classifier';
import { FallbackStrategy } from '../classification/fallback.strategy';
import { RegexStrategy } from '../classification/regex/regex.strategy';
import { RuleFile } from '../classification/regex/rule-file';
import type { ClassificationStrategy } from '../classification/strategy';
import { ThreatStrategy } from '../classification/threat.strategy';
import { openSuggestions } from '../classification/suggestions/suggestion-file';
import type { Suggestions } from '../classification/suggestions/suggestions';
import type { AppConfig } from '../config/config';
import { Redactor } from '../core/redact';
import type { EnricherChain } from '../enrichment/enricher';
import type { TemplateStore } from '../persistence/template-store';
import type { Understanding } from './log-pipeline';
import { openCategories, type Categories } from './open-categories';
import { openEnrichment } from './open-enrichment';
import { openParsers } from './open-parsers';
import { TemplateBook } from './template-book';

const RULE_POLL_MS = 2_000;

/** What differs between the server and the command line. */
export interface UnderstandingOptions {
  /** The last stage, or null when no LLM is configured: then nothing is ever pending. */
  readonly llm: ClassificationStrategy | null;
  /** Those of {@link suggestionsOf} when they are read already. */
  readonly suggestions?: Suggestions;
  /** Where templates are kept; without it they are known to this process only. */
  readonly templates?: TemplateStore;
  /** Told the ids of templates that nobody knew before. */
  readonly onNewTemplate?: (templateId: string) => void;
  /** Follow changes of the rule file. */
  readonly watchRules: boolean;
  /** Told what works no longer, in words for a person: a refused rule file, a model that does not load. */
  readonly onProblem: (text: string) => void;
  /** Told that changed rules are in force. */
  readonly onReload?: (rules: number) => void;
}

/** Parsers, rules and models, ready to work, and what the owner may ask of them. */
export interface OpenUnderstanding extends Understanding {
  /** Enrichers that look at one log alone. */
  readonly lookups: EnricherChain;
  /** The rules of the file, and those that come behind them. */
  readonly rules: RuleFile;
  /** How often each rule has decided since the start; by rule id. */
  readonly ruleHits: ReadonlyMap<string, number>;
  /** How often each rule in the shadow would have. */
  readonly shadowHits: ReadonlyMap<string, number>;
  readonly categories: Categories;
  /** The classifier versions that answer; null when BERT is off. */
  readonly models: LiveModels | null;
  readonly close: () => Promise<void>;
}

/** The configured suggestions. @throws UnusableFileError when the file cannot be used */
export function suggestionsOf(
  { classification }: AppConfig,
  { names } = openCategories(classification.categories),
): Suggestions {
  return openSuggestions(classification.suggestions, names);
}

/** Loads rules, suggestions and models. @throws UnusableFileError when a file cannot be used */
export async function openUnderstanding(config: AppConfig, options: UnderstandingOptions): Promise<OpenUnderstanding> {
  const { classification, limits } = config;
  const parsers = openParsers(config.parsing);
  const categories = openCategories(classification.categories);
  const { suggest } = options.suggestions ?? suggestionsOf(config, categories);
  const rules = RuleFile.open(classification.patterns, {
    categories: categories.names,
    pollInterval: options.watchRules ? RULE_POLL_MS : 0,
    onReload: (set) => options.onReload?.(set.rules.length),
    onError: (error) => {
      options.onProblem(`${error.message}; the rules read before stay in force`);
    },
  });
  const models = classification.bert
    ? await LiveModels.open({
        folder: classification.modelDir,
        templateCache: classification.templateCache,
        suggest,
        // The intake bounds what can wait here; a second, smaller bound would only turn logs away.
        encoder: { maxWaiting: limits.inFlightRows },
        onError: (error) => {
          options.onProblem(`BERT does not answer, so logs that no rule knows stay Unclassified: ${error.message}`);
        },
      })
    : null;
  const templates = new TemplateBook(options.templates ?? null, options.onNewTemplate);
  await templates.load();
  const bert = models === null ? null : believed(new AmountAware(models, suggest), categories);
  const enrichment = await openEnrichment(config.enrichment, options.onProblem);
  const regex = new RegexStrategy(rules);
  const strategies = [new ThreatStrategy(), regex, bert, options.llm].filter((strategy) => strategy !== null);
  return {
    parsers,
    redactor: new Redactor(classification.redaction, classification.redactionKey || null),
    enrichers: enrichment.enrichers,
    lookups: enrichment.lookups,
    templates,
    classifier: new Classifier(strategies, new FallbackStrategy(suggest), {
      minConfidence: classification.minConfidence,
      lowConfidence: classification.lowConfidence,
      llmPending: options.llm !== null,
    }),
    rules,
    ruleHits: regex.hits,
    shadowHits: regex.shadowHits,
    models,
    categories,
    close: async () => {
      rules.close();
      enrichment.close();
      await models?.close();
    },
  };
}

/** A model may have learned categories of its own from people's lines; only when others are ruled out it must not. */
function believed(model: ClassificationStrategy, { only, names }: Categories): ClassificationStrategy {
  return only ? new KnownCategories(model, names) : model;
}

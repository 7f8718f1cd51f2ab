import { z } from 'zod';

/** Lines that one discovery looks at, at most: they are held in memory. */
export const MAX_LINES = 200_000;

/** What the shares, distances and counts of a discovery may be, and what they are when nobody says. */
export const discoverySettingsShape = {
  // Found by eye on the templates of several kinds of software.
  eps: z.number().min(0).max(2).default(0.1).describe('Largest cosine distance of neighbouring templates'),
  minPts: z.int().min(1).max(1_000).default(2).describe('Neighbours, itself counted, that make a core of a cluster'),
  minCoverage: z.number().min(0).max(1).default(0.001).describe('Share of the lines that a rule must match'),
  maxLines: z.int().min(1).max(MAX_LINES).default(MAX_LINES).describe('Lines looked at'),
  categoryFrom: z
    .enum(['labels', 'model'])
    .optional()
    .describe('Whose categories count; by default those of the labels (column target_label) if there are any'),
};

const discoverySettingsSchema = z.object(discoverySettingsShape);
export type DiscoverySettings = z.output<typeof discoverySettingsSchema>;

export const DISCOVERY_DEFAULTS: DiscoverySettings = discoverySettingsSchema.parse({});

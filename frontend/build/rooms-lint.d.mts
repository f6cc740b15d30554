import type { Linter } from 'eslint';

export function judgeImport(importer: string, target: string, isLate: boolean): 'layer' | 'door' | null;
export function isWellNamed(name: string, siblings: readonly string[]): boolean;
export function findCrowd(names: readonly string[]): string[] | null;

declare const config: Linter.Config[];
export default config;

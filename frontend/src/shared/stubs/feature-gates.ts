/* Stands in for the components' feature-flag client, which would bring telemetry and outside addresses along:
   every gate is closed, every experiment answers its fallback. */
const FeatureGates = {
  checkGate: (): boolean => false,
  getExperimentValue: <Value>(_name: string, _parameter: string, fallback: Value): Value => fallback,
  getExperiment: (): Record<string, never> => ({}),
  initializeCompleted: (): boolean => false,
  initializeCalled: (): boolean => false,
};

export { FeatureGates };
export default FeatureGates;

package io.timecoin.metrics;

import java.util.List;

/**
 * The names of what a node counts one by one.
 *
 * @param agents all agents of the node.
 * @param rings  all rings of the node.
 * @param faults what can be wrong with a frame.
 */
public record CounterNames(List<String> agents, List<String> rings, List<String> faults)
{
}

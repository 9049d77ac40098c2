// How an attack path reads: its name, its sentence, its conditions, the reason of each step.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "graph/graph.h"
#include "model/path.h"

namespace keytrail::graph {

// The edges of one path, first to last; never empty.
using Route = std::span<const Edge* const>;

// The scenario: the same for all paths of one shape.
std::string ScenarioName(const AttackGraph& graph, Route route);

// One sentence about this very path.
std::string DescribeRoute(const AttackGraph& graph, Route route);

// What must hold for the path to be open, and what was not evaluated; without repeats.
std::vector<std::string> ConditionsOf(const AttackGraph& graph, Route route);

PathStep DescribeStep(const AttackGraph& graph, const Edge& edge);

}  // namespace keytrail::graph

#include "stats/agreement_gate.hpp"

#include <gtest/gtest.h>

namespace assay::stats {
namespace {

AgreementLook at(double alpha, std::size_t units = 50) {
    return {.alpha = alpha,
            .interval = Interval{.low = alpha - 0.1, .high = alpha + 0.1, .level_ratio = 0.95},
            .unit_count = units,
            .annotator_count = 3};
}

TEST(AgreementGate, collects_until_there_is_enough) {
    AgreementGate gate;
    EXPECT_EQ(gate.look(at(0.1, 19)), AgreementState::collecting);
    AgreementLook alone = at(0.1);
    alone.annotator_count = 1;
    EXPECT_EQ(gate.look(alone), AgreementState::collecting);
    EXPECT_EQ(gate.look({}), AgreementState::collecting);
    EXPECT_EQ(gate.look(at(0.1, 20)), AgreementState::paused);
}

TEST(AgreementGate, tells_ok_from_watch_from_paused) {
    AgreementGate gate;
    EXPECT_EQ(gate.look(at(0.7)), AgreementState::ok);
    EXPECT_EQ(gate.look(at(0.69)), AgreementState::watch);
    EXPECT_EQ(gate.look(at(0.6)), AgreementState::watch);
    EXPECT_EQ(gate.look(at(0.59)), AgreementState::paused);
    EXPECT_EQ(gate.reason(), "Alpha is 0.590, below 0.6.");
}

TEST(AgreementGate, resumes_only_well_above_the_line) {
    AgreementGate gate;
    gate.look(at(0.5));
    EXPECT_EQ(gate.look(at(0.64)), AgreementState::paused);
    EXPECT_EQ(gate.look(at(0.65)), AgreementState::watch);
    EXPECT_EQ(gate.look(at(0.61)), AgreementState::watch);
}

TEST(AgreementGate, lets_a_person_resume) {
    AgreementGate gate;
    gate.resume();
    EXPECT_EQ(gate.state(), AgreementState::collecting);
    gate.look(at(0.5, 50));
    gate.resume();
    EXPECT_EQ(gate.state(), AgreementState::watch);
    EXPECT_EQ(gate.look(at(0.5, 69)), AgreementState::watch);
    EXPECT_EQ(gate.look(at(0.5, 70)), AgreementState::paused);
}

TEST(AgreementGate, can_wait_for_the_whole_interval) {
    AgreementGate gate({.pause = PauseRule::upper_bound});
    EXPECT_EQ(gate.look(at(0.55)), AgreementState::watch);
    EXPECT_EQ(gate.look(at(0.45)), AgreementState::paused);
    AgreementGate without({.pause = PauseRule::upper_bound});
    AgreementLook look = at(0.1);
    look.interval.reset();
    EXPECT_EQ(without.look(look), AgreementState::watch);
}

TEST(AgreementGate, keeps_its_state_while_alpha_is_undefined) {
    AgreementGate gate;
    gate.look(at(0.5));
    AgreementLook undefined = at(0);
    undefined.alpha.reset();
    EXPECT_EQ(gate.look(undefined), AgreementState::paused);
    EXPECT_EQ(to_string(gate.state()), "paused");
}

}  // namespace
}  // namespace assay::stats

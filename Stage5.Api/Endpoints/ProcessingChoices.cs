using Stage5.Contracts;
using Stage5.Core.Turns;
using Stage5.Core.Turns.Stages;

namespace Stage5.Api.Endpoints;

/// <summary>The modes and profiles that a turn would accept: asked of the stage that decides.</summary>
internal sealed class ProcessingChoices
{
    public IReadOnlyList<ModeView> Modes { get; } = [Read(ProcessingModes.Default), Read(ProcessingModes.Fast)];

    private static ModeView Read(string mode)
    {
        try
        {
            Resolve.Check(new Processing(mode));
            return new ModeView(mode, Available: true, Reason: null);
        }
        catch (TurnException refused)
        {
            return new ModeView(mode, Available: false, refused.Error.Message);
        }
    }
}

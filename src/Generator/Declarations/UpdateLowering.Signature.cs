using Microsoft.CodeAnalysis;
using OptimizerDsl.Generator.Diagnostics;
using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Declarations;

/// <summary>What Update is given, and in which order.</summary>
internal sealed partial class UpdateLowering
{
    private bool ReadSignature(IMethodSymbol method)
    {
        var location = method.Locations[0];
        if (method.IsStatic) _report(Descriptors.UpdateSignature, location, "must not be static", "remove 'static': it reads the hyperparameters and states of its class");
        if (method.IsGenericMethod) _report(Descriptors.UpdateSignature, location, "must not be generic", "remove its type parameters");
        if (!method.ReturnsVoid) _report(Descriptors.UpdateSignature, location, "must return void", "assign the parameter instead of returning it");
        var valid = !method.IsStatic && !method.IsGenericMethod && method.ReturnsVoid;

        foreach (var parameter in method.Parameters)
        {
            var at = parameter.Locations[0];
            var kind = TypeKinds.Of(parameter.Type);
            if (_fields.IsOwn(parameter.Name) || Rule.Implied.Contains(parameter.Name))
            {
                valid = false;
                _report(Descriptors.ReservedName, at, parameter.Name);
            }

            if (parameter.Type.TypeKind == TypeKind.Error) valid = false;
            else if (kind == Kind.Tensor && parameter.RefKind == RefKind.Ref && _scope.Parameter.Length == 0)
            {
                _scope.Parameter = parameter.Name;
                _arguments.Add(UpdateArgument.Parameter);
            }
            else if (kind == Kind.Tensor && parameter.RefKind == RefKind.None && _scope.Gradient.Length == 0)
            {
                _scope.Gradient = parameter.Name;
                _arguments.Add(UpdateArgument.Gradient);
            }
            else if (parameter.Type.SpecialType == SpecialType.System_Int32 && parameter.RefKind == RefKind.None && _scope.Step is null)
            {
                _scope.Step = parameter.Name;
                _arguments.Add(UpdateArgument.Step);
            }
            else if (TypeKinds.IsMemory(parameter.Type) && parameter.RefKind == RefKind.None && !_scope.HasMemory)
            {
                _scope.HasMemory = true;
                _arguments.Add(UpdateArgument.Memory);
                if (_fields.Memory is null)
                {
                    _report(Descriptors.MemoryMismatch, at, $"Update asks for the memory '{parameter.Name}', but the class has none", "mark the class [MemoryAugmented]");
                    valid = false;
                }
            }
            else
            {
                valid = false;
                if (kind == Kind.Tensor && _scope.Gradient.Length > 0 && _scope.Parameter.Length == 0)
                    _report(Descriptors.UpdateSignature, at, "takes two tensors by value", "pass the parameter by reference: 'ref Tensor θ, Tensor g'");
                else
                {
                    var (what, advice) = Objection(parameter, kind);
                    _report(Descriptors.UpdateParameter, at, parameter.Name, Modifier(parameter) + TypeKinds.Text(parameter.Type), what, advice);
                }
            }

            _scope.Reserve(parameter.Name);
        }

        if (valid && _scope.Parameter.Length == 0)
        {
            _report(Descriptors.UpdateSignature, location, "has no parameter to update", "take it as 'ref Tensor θ'");
            valid = false;
        }

        if (valid && _scope.Gradient.Length == 0)
        {
            _report(Descriptors.UpdateSignature, location, "has no gradient", "take it as 'Tensor g'");
            valid = false;
        }

        if (valid && _fields.Memory is not null && !_scope.HasMemory)
        {
            _report(Descriptors.MemoryMismatch, location, "The class is memory-augmented, but Update does not take the memory", "add the parameter 'CriticalMemory memory'");
            valid = false;
        }

        return valid;
    }

    /// <summary>What is wrong with a parameter, and what to do.</summary>
    private (string What, string Advice) Objection(IParameterSymbol parameter, Kind? kind)
    {
        if (EagerMethods.IsTorchTensor(parameter.Type))
            return ("but a rule is written with OptimizerDsl.Tensor", "write that name in full, or 'using Tensor = OptimizerDsl.Tensor;' in the namespace");
        var known = (kind, parameter.RefKind) switch
        {
            (Kind.Tensor, RefKind.Ref) => _scope.Parameter,
            (Kind.Tensor, RefKind.None) => _scope.Gradient,
            _ when TypeKinds.IsMemory(parameter.Type) && parameter.RefKind == RefKind.None => _scope.HasMemory ? "memory" : "",
            _ => parameter.Type.SpecialType == SpecialType.System_Int32 && parameter.RefKind == RefKind.None ? _scope.Step ?? "" : "",
        };
        return known.Length > 0
            ? ($"of which Update is given only one, '{known}'", "make it a field: a [State] is kept from step to step, a [Hyperparameter] is set")
            : ("which Update is never given", "use 'ref Tensor' for the parameter, 'Tensor' for the gradient, 'CriticalMemory' and 'int' for the step counter");
    }

    private static string Modifier(IParameterSymbol parameter) => parameter.RefKind switch
    {
        RefKind.None => "",
        RefKind.RefReadOnlyParameter => "ref readonly ",
        _ => parameter.RefKind.ToString().ToLowerInvariant() + " ",
    };
}
